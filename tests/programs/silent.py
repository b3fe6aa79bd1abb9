"""A program without any primitive."""

import sys

print("out")
print("err", file=sys.stderr)
with open("file.txt", "w") as file:
    file.write("content")
