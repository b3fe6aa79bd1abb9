from dino import parsum

x = [1.0, 2.0]


def doubled(y=len(x) and parsum(x)):
    return 2 * y


print(doubled(), doubled(3))
