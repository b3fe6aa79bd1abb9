"""Principal components of the UCI handwritten digits, by power iteration.

1,797 images of 8 x 8 pixels. The components are found from the 1,797 x 1,797 matrix of
the images' inner products, so each step of the iteration is a large matrix-vector product.
"""

from pathlib import Path

import numpy as np

from dino import matmul, matvec, parsum

COMPONENTS = 3
SHADES = " .:-=+*#%@"


def leading_eigenvector(gram, tolerance=1e-10, limit=2000):
    """Return the largest eigenvalue of a symmetric matrix, its unit eigenvector, and the steps taken."""
    vector = np.arange(1.0, len(gram) + 1)
    vector /= np.sqrt(parsum(vector * vector))
    for step in range(1, limit + 1):
        image = matvec(gram, vector)
        value = np.sqrt(parsum(image * image))
        image /= value
        moved = np.abs(image - vector).max()
        vector = image
        if moved < tolerance:
            return value, vector, step
    raise ArithmeticError(f"no convergence to {tolerance} in {limit} steps")


def picture(pixels):
    """Return 64 numbers as 8 lines of shades, dark for low and bright for high."""
    scaled = (pixels - pixels.min()) / np.ptp(pixels) * (len(SHADES) - 1)
    return ["".join(SHADES[round(shade)] * 2 for shade in row) for row in scaled.reshape(8, 8)]


def main():
    """Print the share of variance and the picture of each component, then where each digit lies."""
    table = np.loadtxt(Path(__file__).parent / "data" / "digits.csv.gz", delimiter=",")
    images, labels = table[:, :64], table[:, 64].astype(int)
    centred = images - images.mean(axis=0)
    gram = matmul(centred, centred.T)
    total = parsum(np.diagonal(gram).copy())
    pictures, scores = [], []
    for number in range(COMPONENTS):
        value, vector, steps = leading_eigenvector(gram)
        print(f"component {number + 1}: {100 * value / total:5.2f} % of the variance, {steps} steps")
        pictures.append(picture(matvec(centred.T, vector)))
        scores.append(vector * np.sqrt(value))
        gram -= value * np.outer(vector, vector)
    for lines in zip(*pictures):
        print("   ".join(lines))
    for digit in range(10):
        centre = [score[labels == digit].mean() for score in scores]
        print(f"digit {digit}: " + " ".join(f"{coordinate:7.2f}" for coordinate in centre))


main()
