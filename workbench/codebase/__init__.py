"""Git, the diff model, stack traces and test reports, each as pure parsing or a bounded call of git."""
