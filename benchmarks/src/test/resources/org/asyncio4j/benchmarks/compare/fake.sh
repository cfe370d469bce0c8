#!/bin/sh
# A contestant that measures nothing: fake.sh NAME BEHAVIOUR LOG "WALL WALL..." then the protocol's
# arguments. Writes its name to LOG whenever it is measured, and says one WALL after the other.
name=$1 behaviour=$2 log=$3 walls=$4 workload=${5-}

say() { printf '%s\n' "$*"; }

case $behaviour in
  absent) say absent && exit ;;
  dies-at-once) say 'no such luck' >&2 && exit 3 ;;
  hello)
    say 'Hello, world'
    exit
    ;;
  hello-fails)
    say hello
    exit 4
    ;;
  hello-else)
    say goodbye
    exit
    ;;
esac

if [ "$behaviour" = serves ]; then
  say "served $*" >>"$log.arguments"
  say 4711
  say ready
  while read -r word; do
    [ "$word" = collect ] && held=$held$(head -c 1000000 /dev/zero | tr '\0' x) && say collected
  done
  say "$name ends" >>"$log.ended"
  exit "$((${#held} == 0))"
fi
if [ "$behaviour" = generates ]; then
  say "load $5 $6 $7 $8" >>"$log.arguments"
  say ready
  while read -r word millis; do
    say "load $word $millis" >>"$log"
    say "$walls"
  done
  exit
fi

if [ "$workload" = memory ]; then
  say base
  read -r _
  held=$(head -c 30000000 /dev/zero | tr '\0' x)
  say suspended
  read -r _
  exit "${#held}"
fi

say "arguments $*" >>"$log.arguments"
say ready
turn=0
# shellcheck disable=SC2086
set -- $walls
while read -r word millis; do
  say "$name $word $millis" >>"$log"
  turn=$((turn + 1))
  case $behaviour,$turn in
    dies,2) say 'first words' >&2 && say 'out of luck' >&2 && say '    at a place' >&2 && exit 7 ;;
    hangs,1) sleep 60 ;;
    babbles,1) say 'quite fast' ;;
    *) say "$1 7.5" ;;
  esac
  [ $# -le 1 ] || shift
done
say "$name ends" >>"$log.ended"
