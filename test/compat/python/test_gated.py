"""Gated data by the stock clients: refused, asked for, approved, ended, revoked."""

import hashlib
import json
import subprocess
import urllib.error
import urllib.request

import pytest
from huggingface_hub.errors import GatedRepoError, HfHubHTTPError
