#!/bin/sh
# A stand-in for nvidia-smi, for tests only: answers from files that a test writes into $FAKE_NVIDIA_SMI.
#   help      what --help-query-gpu prints      devices   what a query of devices prints
#   samples   lines of a sampling query (-lms), printed as they are added; `ended` ends the program
case "$*" in
  *--help-query-gpu*) exec cat "$FAKE_NVIDIA_SMI/help" ;;
  *-lms*)
    echo "$$" >"$FAKE_NVIDIA_SMI/pid"
    echo "$*" >"$FAKE_NVIDIA_SMI/asked"
    printed=0
    while [ ! -e "$FAKE_NVIDIA_SMI/ended" ]; do
      lines=$(wc -l <"$FAKE_NVIDIA_SMI/samples")
      [ "$lines" -gt "$printed" ] && sed -n "$((printed + 1)),${lines}p" "$FAKE_NVIDIA_SMI/samples"
      printed=$lines
      echo # as nvidia-smi writes every 100 ms: where nobody reads any more it ends
      sleep 0.05
    done ;;
  *) exec cat "$FAKE_NVIDIA_SMI/devices" ;;
esac
