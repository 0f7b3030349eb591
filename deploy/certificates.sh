#!/bin/sh
# Certificates of this installation's own, so that Elasticsearch and Kibana speak TLS.
# In: AUTHORITY, a folder for the authority's key that no service mounts; SHARED, the folder that services mount; their names.
# Out: SHARED/ca.crt, and SHARED/NAME.crt and NAME.key for every name. What is good for another 30 days stays as it is.
set -eu
umask 077

AUTHORITY_DAYS=3650
DAYS=730
RENEW_BEFORE_S=2592000
READER=1000 # the user that Elastic's images run as

authority=$1
shared=$2
shift 2

good() { # a certificate that will not expire soon
  [ -s "$1" ] && openssl x509 -in "$1" -noout -checkend "$RENEW_BEFORE_S" >/dev/null
}

make_authority() {
  openssl req -x509 -newkey rsa:3072 -nodes -days "$AUTHORITY_DAYS" -subj "/CN=Dreiklang's own authority" \
    -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign" \
    -keyout "$authority/ca.key" -out "$authority/ca.crt" 2>/dev/null
}

certify() {
  new=$(mktemp -d)
  openssl req -newkey rsa:3072 -nodes -subj "/CN=$1" -keyout "$new/key" -out "$new/request" 2>/dev/null
  printf '%s\n' "subjectAltName=DNS:$1,DNS:localhost,IP:127.0.0.1" "basicConstraints=critical,CA:FALSE" \
    "keyUsage=critical,digitalSignature,keyEncipherment" "extendedKeyUsage=serverAuth,clientAuth" >"$new/extensions"
  openssl x509 -req -in "$new/request" -days "$DAYS" -CA "$authority/ca.crt" -CAkey "$authority/ca.key" \
    -extfile "$new/extensions" -out "$new/crt" 2>/dev/null
  place "$new/key" "$shared/$1.key" 400
  place "$new/crt" "$shared/$1.crt" 444
  rm -r "$new"
  echo "certificates: $1 has a new one for $DAYS days"
}

place() { # whole or not at all, and readable by those who need it
  cp "$1" "$2.new"
  chmod "$3" "$2.new"
  [ "$(id -u)" -ne 0 ] || chown "$READER:0" "$2.new"
  mv -f "$2.new" "$2"
}

mkdir -p "$authority" "$shared"
chmod 755 "$shared"
if ! good "$authority/ca.crt"; then
  make_authority
  echo "certificates: a new authority for $AUTHORITY_DAYS days"
fi
for name in "$@"; do
  if good "$shared/$name.crt" && openssl verify -CAfile "$authority/ca.crt" "$shared/$name.crt" >/dev/null 2>&1; then
    echo "certificates: $name keeps the one it has"
  else
    certify "$name"
  fi
done
place "$authority/ca.crt" "$shared/ca.crt" 444
