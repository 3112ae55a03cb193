"""How good the network is on the test part: accuracy, each class, calibration, mistakes."""
