#!/bin/sh
# Draws ../src/korea.json: a coarse outline of South Korea with its islands, five kilometres off the coast, bays filled, and at
# most two kilometres beyond the northern border. Source: Natural Earth 1:10m (public domain), as world-atlas packs it.
# islands.json adds small islands and reclaimed land that it lacks: 마라도, 추자도, 홍도, 어청도, 만재도, 여서도, 외연도, 매물도,
# 태도, 독도, 삽시도, 송도, 새만금, 말도.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm pack --silent --pack-destination "$work" world-atlas@2.0.2 >"$work/name"
tar -xzf "$work/$(cat "$work/name")" -C "$work" package/countries-10m.json
mapshaper() { npx --yes mapshaper@0.7.70 "$@"; }

mapshaper -i "$work/package/countries-10m.json" islands.json combine-files \
  -filter target=countries + name=north 'this.properties.name === "North Korea"' \
  -filter target=countries 'this.properties.name === "South Korea"' \
  -buffer 15km target=countries \
  -buffer 15km target=islands \
  -merge-layers target=countries,islands name=coarse force \
  -dissolve target=coarse \
  -buffer -10km target=coarse \
  -buffer -2km target=north \
  -o "$work/coarse.json" target=coarse format=geojson \
  -o "$work/north.json" target=north format=geojson
mapshaper -i "$work/coarse.json" -simplify dp interval=1500 keep-shapes -clean -o "$work/coarse.json" force
mapshaper -i "$work/coarse.json" "$work/north.json" combine-files \
  -erase north target=coarse \
  -filter-slivers min-area=5km2 target=coarse \
  -o ../src/korea.json target=coarse precision=0.01 format=geojson force
