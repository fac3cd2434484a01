"""What the file system says, in words."""

from __future__ import annotations

import errno
import os

from huimin import _errors

_WORDS: dict[int, tuple[str, str]] = {
    errno.ENOENT: ("没有这个文件或目录", "there is no such file or directory"),
    errno.EACCES: (
        "没有权限，或者文件正被其他软件打开",
        "permission is denied, or another program has the file open",
    ),
    errno.EISDIR: ("它是目录，不是文件", "it is a directory, not a file"),
    errno.ENOTDIR: (
        "路径中有一段是文件，不是目录",
        "a part of its path is a file, not a directory",
    ),
    errno.EEXIST: ("已有同名的文件或目录", "a file or directory of this name exists"),
    errno.ENOTEMPTY: ("目录不是空的", "the directory is not empty"),
    errno.ENOSPC: ("磁盘已满", "the disk is full"),
    errno.EROFS: ("磁盘只能读，不能写", "the disk can be read but not written"),
    errno.ENAMETOOLONG: ("名称太长", "its name is too long"),
    errno.EINVAL: ("系统不接受这个名称", "the system does not accept this name"),
    errno.EMFILE: ("打开的文件太多", "too many files are open"),
    errno.ENFILE: ("打开的文件太多", "too many files are open"),
    errno.EIO: ("磁盘读写出错", "the disk reports an error"),
    errno.EBUSY: ("正被其他软件使用", "another program uses it"),
    errno.EFBIG: ("文件太大", "the file is too large"),
    errno.ELOOP: ("链接绕成了圈", "its links lead in a circle"),
}
_SAME = {"EPERM": errno.EACCES, "EDQUOT": errno.ENOSPC, "ETXTBSY": errno.EBUSY}
_WORDS.update(
    {getattr(errno, name): _WORDS[as_] for name, as_ in _SAME.items() if hasattr(errno, name)}
)


def words(error: OSError) -> _errors.Words:
    """Why the system did not do what it was asked for."""
    known = _WORDS.get(error.errno or 0)
    if known is not None:
        return _errors.Words(*known)
    said = error.strerror or str(error)
    return _errors.Words(said, said)


def unreadable(path: str, error: OSError, *, dataset: str | None = None) -> _errors.Error:
    """The error for a file that cannot be opened."""
    why = words(error)
    zh, en = f"文件 `{path}` 不能打开：{why.zh}", f"the file `{path}` cannot be opened: {why.en}"
    if error.errno == errno.ENOENT and not os.path.isabs(path):  # noqa: PTH117
        here = os.getcwd()  # noqa: PTH109
        zh += f"；请核对名称，当前目录是 `{here}`"
        en += f"; check the name, the current directory is `{here}`"
    elif error.errno == errno.ENOENT:
        zh, en = f"{zh}；请核对名称", f"{en}; check the name"
    return _errors.made("input", zh, en, dataset=dataset)


def unwritable(path: str, error: OSError) -> _errors.Error:
    """The error for a file or directory that cannot be written."""
    why = words(error)
    return _errors.made(
        "input", f"`{path}` 不能写出：{why.zh}", f"`{path}` cannot be written: {why.en}"
    )
