#!/bin/sh
# Makes a tag that carries the bundle of the GitHub Action on top of the commit that is checked out.
# A runner takes an Action as it lies at a tag, and nobody reviews a bundle: so it is on no branch.
#
#   sh scripts/tag-action.sh v1.2.3 && git push origin v1.2.3
set -eu
tag=$1
node scripts/build-action.mjs
index=$(mktemp)
trap 'rm -f "$index"' EXIT
GIT_INDEX_FILE=$index git read-tree HEAD
GIT_INDEX_FILE=$index git add -f action/dist/index.mjs
tree=$(GIT_INDEX_FILE=$index git write-tree)
commit=$(git commit-tree "$tree" -p HEAD -m "Bundle the Action for $tag")
git tag "$tag" "$commit"
rm -r action/dist
echo "$tag is $commit"
