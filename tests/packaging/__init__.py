"""What is installed: a wheel, without the clone and without the development packages."""
