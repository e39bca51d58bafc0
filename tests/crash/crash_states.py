"""What a machine that stops may leave on its disk: every state of a folder that a record of record_writes.c leads to.

A file system keeps for certain what was synchronised: of a file its bytes at its last fsync, of a folder its names at
the folder's last fsync. Of the rest it may keep everything, nothing, or the names without the bytes: so each prefix of
the record is replayed in the forms of `FORMS`. (T. S. Pillai et al., "All File Systems Are Not Created Equal", OSDI'14.)
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

# How much of what was not synchronised is on the disk.
FORMS = {
    "kept": "all of it, as after a process was killed",
    "torn": "all of it but the second half of the last write",
    "zeros": "names and sizes, and zeros for bytes beyond what was synchronised",
    "no data": "names only",
    "no names": "bytes only",
    "nothing": "none of it",
}


@dataclass
class Change:
    """A line of the record; `a` and `b` are what record_writes.c says of each operation."""

    operation: str
    inode: int
    a: int
    b: int
    path: str
    second: str
    data: bytes


def read_record(path: Path) -> list[Change]:
    content = path.read_bytes()
    changes, place = [], 0
    while place < len(content):
        end = content.index(b"\n", place)
        operation, *numbers = content[place:end].decode().split(" ")
        inode, a, b, *lengths = map(int, numbers)
        parts, place = [], end + 1
        for length in lengths:
            parts.append(content[place : place + length])
            place += length
        changes.append(Change(operation, inode, a, b, os.fsdecode(parts[0]), os.fsdecode(parts[1]), parts[2]))
    return changes


def recording(library: str, folder: Path, log: Path) -> dict[str, str]:
    """The variables with which a program's changes below `folder` go to `log`."""
    return {"LD_PRELOAD": library, "SWEEP_RECORD_FOLDER": str(folder), "SWEEP_RECORD_LOG": str(log)}


@dataclass(eq=False)
class File:
    content: bytes = b""
    synced: bytes = b""  # what is there for certain

    def put(self, offset: int, data: bytes) -> bytes:
        """The content after a write; beyond the end there are zeros in between."""
        return self.content[:offset].ljust(offset, b"\0") + data + self.content[offset + len(data) :]

    def resized(self, size: int) -> bytes:
        return self.content[:size].ljust(size, b"\0")


@dataclass(eq=False)
class Folder:
    names: dict = field(default_factory=dict)
    synced: dict = field(default_factory=dict)  # what they are for certain


Tree = dict[str, bytes | None]  # the content of each file, None for folders


class Disk:
    """A folder as the program sees it, and what of it is on the disk."""

    def __init__(self, folder: Path | None = None):
        """As `folder` is now, which is on the disk."""
        self.root = Folder()
        self.nodes = {}  # by inode
        for path in sorted(folder.rglob("*")) if folder else []:
            content = None if path.is_dir() else path.read_bytes()
            node = Folder() if content is None else File(content, content)
            self.nodes[path.stat().st_ino] = node
            above, name = self.place(path.relative_to(folder).as_posix())
            above.names[name] = above.synced[name] = node

    def place(self, path: str) -> tuple[Folder, str]:
        """The folder that holds, or is to hold, that name, and the name."""
        *above, name = path.split("/")
        folder = self.root
        for each in above:
            folder = folder.names[each]
        return folder, name

    def node(self, change: Change):
        """What the call was about. It fails where something happened that the record does not tell."""
        return self.root if change.path == "" else self.nodes[change.inode]

    def apply(self, change: Change) -> None:
        getattr(self, change.operation)(change)

    def open(self, change: Change) -> None:
        if change.path == "":
            return
        folder, name = self.place(change.path)
        if change.b:
            folder.names[name] = self.nodes[change.inode] = File()
        assert folder.names[name] is self.nodes[change.inode], f"{change.path} is not the file that the record knows"
        if change.a & os.O_TRUNC:
            folder.names[name].content = b""

    def close(self, change: Change) -> None:
        pass

    def write(self, change: Change) -> None:
        file = self.node(change)
        file.content = file.put(change.a, change.data)

    def truncate(self, change: Change) -> None:
        file = self.node(change)
        file.content = file.resized(change.a)

    def allocate(self, change: Change) -> None:
        file = self.node(change)
        file.content = file.resized(max(change.a, len(file.content)))

    def sync(self, change: Change) -> None:
        node = self.node(change)
        node.synced = dict(node.names) if isinstance(node, Folder) else node.content

    def mkdir(self, change: Change) -> None:
        folder, name = self.place(change.path)
        folder.names[name] = self.nodes[change.inode] = Folder()

    def unlink(self, change: Change) -> None:
        folder, name = self.place(change.path)
        del folder.names[name]

    rmdir = unlink

    def rename(self, change: Change) -> None:
        folder, name = self.place(change.path)
        other, other_name = self.place(change.second)
        if folder.names[name] is not other.names.get(other_name):  # else rename() does nothing
            other.names[other_name] = folder.names.pop(name)

    def link(self, change: Change) -> None:
        folder, name = self.place(change.path)
        other, other_name = self.place(change.second)
        other.names[other_name] = folder.names[name]

    def tree(self, names: str, content) -> Tree:
        """What is there with `names` ("names" or "synced") and content(file)."""
        found = {}

        def add(folder: Folder, prefix: str) -> None:
            for name, node in getattr(folder, names).items():
                if isinstance(node, Folder):
                    found[prefix + name] = None
                    add(node, prefix + name + "/")
                else:
                    found[prefix + name] = content(node)

        add(self.root, "")
        return found

    def after_stop(self, torn: File | None, half: bytes) -> dict[str, Tree]:
        """By form. `torn`: the file to which the last change wrote, and what it is with the first half of that."""

        def all_but_half(file: File) -> bytes:
            return half if file is torn else file.content

        def with_zeros(file: File) -> bytes:
            return file.synced[: len(file.content)].ljust(len(file.content), b"\0")

        return {
            "kept": self.tree("names", lambda file: file.content),
            "torn": self.tree("names", all_but_half),
            "zeros": self.tree("names", with_zeros),
            "no data": self.tree("names", lambda file: file.synced),
            "no names": self.tree("synced", lambda file: file.content),
            "nothing": self.tree("synced", lambda file: file.synced),
        }


@dataclass
class State:
    prefix: int  # so many changes were made
    form: str
    tree: Tree

    def __str__(self):
        return f"after {self.prefix} changes, of what was not synchronised {FORMS[self.form]}"


def states(changes: list[Change], disk: Disk) -> Iterator[State]:
    """Every state that there may be, once for each form; one that is as the one before it in its form is left out."""
    before = dict.fromkeys(FORMS)
    for prefix in range(len(changes) + 1):
        torn, half = None, b""
        if prefix > 0:
            change = changes[prefix - 1]
            if change.operation == "write":
                torn = disk.node(change)
                half = torn.put(change.a, change.data[: len(change.data) // 2])
            disk.apply(change)
        for form, tree in disk.after_stop(torn, half).items():
            if tree != before[form] and (form != "torn" or torn):
                before[form] = tree
                yield State(prefix, form, tree)


def lay_out(tree: Tree, folder: Path) -> None:
    """Makes it in a folder that is empty."""
    for path, content in tree.items():  # a folder comes before what is in it
        if content is None:
            (folder / path).mkdir()
        else:
            (folder / path).write_bytes(content)


def tree_of(folder: Path) -> Tree:
    return {path.relative_to(folder).as_posix(): None if path.is_dir() else path.read_bytes() for path in folder.rglob("*")}
