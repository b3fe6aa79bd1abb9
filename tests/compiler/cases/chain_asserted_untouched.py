from dino import parsum

x = [1.0, 2.0]
assert 0 < 1 < parsum(x), 0 or parsum(x)
del x[0 and parsum(x)]
print(x)
