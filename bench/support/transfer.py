"""One transfer by huggingface_hub in a process of its own; prints the seconds that the call took.

transfer.py upload FILE REPO PATH
transfer.py download REPO PATH FOLDER

HF_ENDPOINT, HF_TOKEN, HF_HUB_DISABLE_XET and HF_XET_CACHE come from the environment.
"""

import sys
import time

from huggingface_hub import HfApi, hf_hub_download
from huggingface_hub.utils import disable_progress_bars

disable_progress_bars()
command, *rest = sys.argv[1:]
start = time.perf_counter()
if command == "upload":
    file, repo, path = rest
    HfApi().upload_file(path_or_fileobj=file, repo_id=repo, path_in_repo=path, repo_type="dataset")
else:
    repo, path, folder = rest
    hf_hub_download(repo, path, repo_type="dataset", local_dir=folder)
print(time.perf_counter() - start)
