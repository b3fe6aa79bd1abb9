from dino import parsum

x = [3.0, 1.0]
print(0 < 1 < 2 < parsum(x), 0 < (y := 1) < parsum(x))
