"""Tells Discord our commands, where it knows others: it takes two hundred changes a day."""

from collections.abc import Mapping, Sequence
from typing import Any

from discord import app_commands


async def sync(tree: app_commands.CommandTree[Any], guilds: Sequence[int]) -> int:
    """Brings Discord's list up to ours, everywhere or in these guilds; how many lists changed."""
    http, application = tree.client.http, tree.client.application_id or 0
    ours = [command.to_dict(tree) for command in tree.get_commands()]
    changed = 0
    for guild in guilds:
        if not same_commands(ours, await http.get_guild_commands(application, guild)):
            await http.bulk_upsert_guild_commands(application, guild, ours)
            changed += 1
    if not guilds and not same_commands(ours, await http.get_global_commands(application)):
        await http.bulk_upsert_global_commands(application, ours)
        changed += 1
    return changed


def same_commands(ours: Sequence[Mapping[str, Any]], theirs: Sequence[Mapping[str, Any]]) -> bool:
    """Whether what Discord knows says all that ours say; it adds ids and what is usual."""
    known = {(command.get("type", 1), command["name"]): command for command in theirs}
    wanted = {(command.get("type", 1), command["name"]): command for command in ours}
    return known.keys() == wanted.keys() and all(
        _says(known[key], command) for key, command in wanted.items()
    )


def _says(there: Any, ours: Any) -> bool:  # noqa: ANN401 - JSON
    if isinstance(ours, Mapping):
        return isinstance(there, Mapping) and all(
            _says(there.get(key), value) for key, value in ours.items()
        )
    if isinstance(ours, list | tuple):
        is_list = isinstance(there, list | tuple) and len(there) == len(ours)
        if is_list:
            return all(_says(one, other) for one, other in zip(there, ours, strict=True))
        return not ours and not there
    return bool(there == ours) or (not ours and not there)
