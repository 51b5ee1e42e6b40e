# Runs as the root of fresh namespaces, and shows the program that it then becomes a file system of its own: the system's programs and the
# folders that are named, to read; one folder to write. Nothing else of this machine is there: no home, no other data, no secrets.
#   enter.sh ROOT DATA RUN CACHE FOLDER… -- PROGRAM…
set -eu
root=$1
data=$2
run=$3
cache=$4
shift 4

read_only() { # may lie on a file system without programs, which must stay one
  mount -o remount,bind,ro,nosuid,nodev "$1" 2>/dev/null || mount -o remount,bind,ro,nosuid,nodev,noexec "$1"
}

show() { # show FOLDER: under its own name, unless it is there already
  if [ -e "$root$1" ] || [ ! -d "$1" ]; then
    return 0
  fi
  mkdir -p "$root$1"
  mount --bind "$1" "$root$1" 2>/dev/null || mount --rbind "$1" "$root$1"
  read_only "$root$1"
}

mount --make-rprivate /
mount -t tmpfs -o mode=0755,size=4m,nosuid,nodev offprint "$root"

for folder in /usr /bin /sbin /lib /lib32 /lib64 /libx32 /etc /nix /gnu; do
  if [ -L "$folder" ]; then
    ln -s "$(readlink "$folder")" "$root$folder"
  elif [ -d "$folder" ]; then
    mkdir "$root$folder"
    mount --rbind "$folder" "$root$folder"
    read_only "$root$folder"
  fi
done
mkdir "$root/proc" "$root/dev" "$root/dev/shm"
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
for device in null zero full random urandom; do
  : > "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
ln -s /proc/self/fd "$root/dev/fd"
mount -t tmpfs -o mode=1777,size=16m,nosuid,nodev,noexec offprint "$root/dev/shm"
for folder in /sys/devices/system/cpu /sys/devices/system/node; do
  show "$folder" || true
done
if [ -d /sys/fs/cgroup ]; then # how many processors a container has
  mkdir -p "$root/sys/fs/cgroup"
  mount --rbind /sys/fs/cgroup "$root/sys/fs/cgroup" || true
fi

covered=
while [ "$1" != -- ]; do
  case $1 in
    "$data"/*) ;; # below, once the data folder is covered
    *) show "$1" ;;
  esac
  covered="$covered$1
"
  shift
done
shift
if [ -e "$root$data" ]; then
  mount -t tmpfs -o mode=0755,size=1m,nosuid,nodev offprint "$root$data"
else
  mkdir -p "$root$data"
fi
echo "$covered" | while read -r folder; do
  case $folder in
    "$data"/*) show "$folder" ;;
  esac
done
mkdir -p "$root$run"
mount --bind "$run" "$root$run"
mount -o remount,bind,nosuid,nodev "$root$run"
for folder in "$cache"/*/; do
  if [ -d "$folder" ]; then
    name=$(basename "$folder")
    mkdir -p "$run/cache/$name"
    mount --bind "$folder" "$root$run/cache/$name"
    read_only "$root$run/cache/$name"
  fi
done
[ -e "$root/tmp" ] || ln -s "$run/tmp" "$root/tmp"
if [ ! -e "$root/var" ]; then
  mkdir "$root/var"
  ln -s "$run/tmp" "$root/var/tmp"
fi
mount -o remount,bind,ro,nosuid,nodev "$root"
exec chroot "$root" /bin/sh -c 'cd "$0" && exec "$@"' "$run" "$@"
