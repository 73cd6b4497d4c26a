"""Learning to read the models' inner maps: rendered people in, small ONNX networks for the product out."""
