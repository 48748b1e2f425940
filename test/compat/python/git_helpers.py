"""git and git-lfs as a person runs them, in a home of their own."""

import os
import shutil
import subprocess

from helpers import need

HOOKS_NEEDED = "git-lfs is missing: install it (Debian: apt-get install git-lfs)"


class Git:
    """Runs git with its settings in `home`; nothing of the machine's own settings is read or written."""

    def __init__(self, home):
        need(shutil.which("git-lfs"), HOOKS_NEEDED)
        self.home = home
        self.env = {
            **os.environ,
            "HOME": str(home),
            "GIT_CONFIG_GLOBAL": str(home / "gitconfig"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "LC_ALL": "C.UTF-8",
        }
        self("lfs", "install", "--skip-repo")
        for key, value in (("user.name", "Alice"), ("user.email", "alice@example.org"), ("core.quotepath", "off")):
            self("config", "--global", key, value)

    def run(self, *args, cwd=None, **env):
        return subprocess.run(
            ["git", *map(str, args)],
            cwd=cwd or self.home,
            env={**self.env, **env},
            capture_output=True,
            text=True,
            timeout=300,
        )

    def __call__(self, *args, cwd=None, **env):
        """Runs git and returns what it printed; fails the test with git's own words."""
        done = self.run(*args, cwd=cwd, **env)
        assert done.returncode == 0, f"git {' '.join(map(str, args))}\n{done.stdout[-1500:]}{done.stderr[-1500:]}"
        return done.stdout.strip()

    def clone(self, url, name="clone", *options, **env):
        self("clone", "-q", *options, url, self.home / name, **env)
        return self.home / name

    def commit(self, folder, message="Change"):
        self("add", "-A", cwd=folder)
        self("commit", "-q", "-m", message, cwd=folder)
        return self("rev-parse", "HEAD", cwd=folder)


def remote(hub, repo, token=None, user="alice", suffix=""):
    """The address of a data set for git, with the token as password."""
    credentials = f"{user}:{token}@" if token else ""
    return f"{hub.url.replace('://', f'://{credentials}')}/datasets/{repo}{suffix}"
