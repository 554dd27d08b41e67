"""Background entry of the survey."""

from gotgan.survey.jobs.endpoints import ask_endpoints

__all__ = ["ask_endpoints"]
