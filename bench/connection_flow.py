"""The flow of a connection in viewflow: a start and as many steps as the walk has, each done by a person."""

from __future__ import annotations

from typing import Any

from viewflow import this
from viewflow.workflow import flow, lock
from viewflow.workflow.models import Process

from bench.walk import STEPS


def _begun(activation: Any) -> Any:
    return activation.process


def _done(activation: Any) -> None:
    """The step leaves its mark in the process, as the portal's move leaves its stage."""
    activation.process.data = {"stage": activation.flow_task.name}
    activation.process.save()


def _nodes() -> dict[str, Any]:
    names = [f"step_{n}" for n in range(1, STEPS)]
    nodes: dict[str, Any] = {"start": flow.StartHandle(_begun).Next(getattr(this, names[0]))}
    for name, following in zip(names, [*names[1:], "end"], strict=True):
        nodes[name] = flow.Handle(_done).Next(getattr(this, following))
    return {**nodes, "end": flow.End()}


Connection = type(flow.Flow)(
    "Connection",
    (flow.Flow,),
    {"process_class": Process, "lock_impl": lock.select_for_update_lock, "__module__": __name__, **_nodes()},
)
