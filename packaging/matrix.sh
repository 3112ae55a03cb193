#!/usr/bin/env bash
# The wheel, built from the sdist, used on each Python with the lowest and the newest libraries that
# pyproject.toml allows. A Python that cannot be had is named, and makes it fail at the end.
set -uo pipefail
cd "$(dirname "$0")/.."
uv=${UV:-uv}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$uv" build --quiet --out-dir "$work/dist" || exit 1  # the sdist, and the wheel from it
wheel=$(echo "$work"/dist/*.whl)
failed=0
for python in ${PYTHONS:-3.11 3.12 3.13 3.14}; do
    for resolution in lowest-direct highest; do
        place="$work/$python-$resolution"
        {
            "$uv" venv --quiet --python "$python" "$place" &&
                "$uv" pip compile --quiet pyproject.toml --all-extras --python "$place/bin/python" \
                    --resolution "$resolution" --output-file "$place.txt" &&
                "$uv" pip install --quiet --python "$place/bin/python" -r "$place.txt" "$wheel" &&
                said=$("$place/bin/python" packaging/smoke.py)
        } >"$place.log" 2>&1
        if [ $? -eq 0 ]; then
            echo "ok      $resolution: Python $said"
        else
            failed=1
            echo "FAILED  $resolution: Python $python"
            sed 's/^/        /' "$place.log"
        fi
    done
done
exit $failed
