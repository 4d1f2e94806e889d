"""One power-connection application, from draft to energised."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "applications"

    def ready(self) -> None:
        import applications.agency.messages
        import applications.batch.messages
        import applications.lease.messages
        import applications.temporary.messages  # noqa: F401
        from applications import copying, messages, news, outward  # noqa: F401
        from applications.rulebook.actions import publish
        from deadlines.proposals import actions, models

        actions.register(models.ProposalKind.RULE_SET, publish)
