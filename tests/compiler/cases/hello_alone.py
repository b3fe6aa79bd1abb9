import dino

print("before")
dino.hello()
print("after")
