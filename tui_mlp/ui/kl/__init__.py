"""The workbench for KL-divergence."""
