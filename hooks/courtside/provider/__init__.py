"""The provider's day: actions on a project, desk, import, setup, doctor."""
