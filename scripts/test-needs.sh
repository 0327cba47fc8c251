#!/bin/sh
# Installs what the tests need beside Rust, if it may, and says what is missing if it may not.
#
# Reports are read back with other programs: Chromium, LibreOffice Calc, poppler and openpyxl, with a Chinese font, and
# looked over by two checkers, axe-core and the Nu HTML checker, which is a Java program. It may install where apt-get is,
# as root or with a sudo that asks nothing; openpyxl goes to the python3 on the PATH, with pip unless that is the system's
# own; the checkers go to the target folder, with npm. It always ends well: a test that lacks a program says so and decides
# what follows.
set -u

tools=${CARGO_TARGET_DIR:-target}/test-tools
axe=axe-core@4.14.1
vnu=vnu-jar@26.9.27

has_browser() {
	command -v chromium || command -v chromium-browser || command -v google-chrome
}

# Debian's `soffice` exists without Calc too, and then converts no workbook.
has_calc() {
	soffice=$(command -v soffice) || return 1
	[ "$(uname)" != Linux ] || [ -e "$(dirname "$(readlink -f "$soffice")")/libsclo.so" ]
}

has_chinese_font() {
	[ -n "$(fc-list :lang=zh)" ]
}

has_openpyxl() {
	python3 -c 'import importlib.util, sys; sys.exit(importlib.util.find_spec("openpyxl") is None)'
}

has_checkers() {
	[ "$(cat "$tools/versions" 2>/dev/null)" = "$axe $vnu" ]
}

# Without the packages' own scripts: one of them would fetch a Java of its own.
install_checkers() {
	mkdir -p "$tools"
	quietly npm install --prefix "$tools" --no-save --no-audit --no-fund --ignore-scripts "$axe" "$vnu"
	if [ -e "$tools/node_modules/axe-core/axe.min.js" ] && [ -e "$tools/node_modules/vnu-jar/build/dist/vnu.jar" ]; then
		echo "$axe $vnu" >"$tools/versions"
	fi
}

python_is_the_systems() {
	! command -v python3 || [ "$(python3 -c 'import sys; print(sys.prefix)')" = /usr ]
}

# What is missing, by the names of Debian's packages, on one line.
missing() {
	{
		has_browser || echo chromium >&3
		has_calc || echo libreoffice-calc-nogui >&3
		has_chinese_font || echo fontconfig fonts-noto-cjk >&3
		{ command -v pdftotext && command -v pdftoppm; } || echo poppler-utils >&3
		command -v python3 || echo python3 >&3
		has_openpyxl || echo python3-openpyxl >&3
		java -version || echo default-jre-headless >&3
		has_checkers || command -v npm || echo npm >&3
	} 3>&1 >/dev/null 2>&1 | tr '\n' ' '
}

# Runs a command without its output and without questions; if it fails, shows how it ended.
quietly() {
	output=$("$@" </dev/null 2>&1) || {
		echo "failed: $*"
		echo "$output" | tail -n 3
	} >&2
}

install() {
	debian=
	for package in "$@"; do
		if [ "$package" != python3-openpyxl ] || python_is_the_systems >/dev/null; then
			debian="$debian $package"
		else
			quietly python3 -m pip install --quiet --disable-pip-version-check openpyxl
		fi
	done
	[ -n "$debian" ] && command -v apt-get >/dev/null || return 0
	as_root=
	if [ "$(id -u)" != 0 ]; then
		sudo -n true 2>/dev/null || return 0
		as_root='sudo -n'
	fi
	# shellcheck disable=SC2086 # lists of words
	quietly $as_root apt-get update -q
	# shellcheck disable=SC2086
	quietly $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
		-o DPkg::Lock::Timeout=300 $debian
}

wanted=$(missing)
if [ -z "$wanted" ]; then
	has_checkers || install_checkers
	exit 0
fi
echo "the tests need what is not here, trying to install it: $wanted" >&2
# shellcheck disable=SC2086 # a list of words
install $wanted
has_checkers || ! command -v npm >/dev/null || install_checkers
wanted=$(missing)
[ -z "$wanted" ] || echo "still missing, so some tests cannot run: $wanted(on Debian: sudo apt-get install ${wanted% })" >&2
exit 0
