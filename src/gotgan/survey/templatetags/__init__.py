"""What the templates of the survey may say."""
