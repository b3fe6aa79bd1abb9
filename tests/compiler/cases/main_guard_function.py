import numpy as np
from dino import parsum


def main():
    print(parsum(np.arange(3)))


if __name__ == "__main__":
    main()
