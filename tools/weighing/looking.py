"""A frame comes in and is looked at as often as it needs; what it shows goes into a gathering."""

from __future__ import annotations

from agent_plugin.tools.domain import Frame, Scene
from agent_plugin.tools.people.finder import PeopleFinder
from agent_plugin.tools.weighing.gathering import Gathering


def look_at(frame: Frame, finder: PeopleFinder, gathering: Gathering) -> Scene:
    """What the first look saw; a still in doubt is looked at once more, in a mirror."""
    scene = finder.find(frame)
    with finder.stopwatch.stage("check"):
        gathering.add(scene)
    if gathering.in_doubt():
        mirror = finder.find_in_mirror(frame)
        with finder.stopwatch.stage("check"):
            gathering.weigh(mirror)
    return scene
