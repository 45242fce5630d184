"""Qt windows. Facts go up as signals, values go down as method calls; work goes to the runner."""
