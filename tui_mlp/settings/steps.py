"""The values that the editor goes through, for settings that share them."""

RATES = tuple(float(f"{digit}e{power}") for power in range(-6, 3) for digit in (1, 2, 5))
PENALTIES = (0.0, *(float(f"1e{power}") for power in range(-5, 1)))
TENTHS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
EPOCHS = tuple(digit * 10**power for power in range(7) for digit in (1, 2, 5))
DECAYS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999)
