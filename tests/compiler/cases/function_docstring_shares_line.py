from dino import parsum

if __name__ == "__main__":
  print("two blanks are this script's indentation")


def total(x):
    """The sum, and how many.""";print(len(x))
    if parsum(x) > 3:
        print("more")
    # what it gives
    return parsum(x)


def brief(x): "Its text."; return parsum(x)


print(total([1.0, 2.0]), total.__doc__, brief([4]), brief.__doc__)
s = total([5.0])
s += brief([s])
print(s)
