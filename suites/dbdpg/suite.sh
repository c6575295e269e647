# DBD::Pg of Perl, built from its sources against the installed libpq.

VERSION=3.20.2

version_of_suite() { echo "$VERSION"; }

prepare_suite() {
  need perl gcc make pg_config
  perl -MDBI -e 1 2>/dev/null || fail "DBI of Perl is not installed; see suites/README.md"
  git_source bucardo/dbdpg "$VERSION" ac04cc6de29932ea5262519e2f846f477231675c
  if [ ! -e "$work/source/blib/arch/auto/DBD/Pg/Pg.so" ]; then
    (cd "$work/source" && perl Makefile.PL && make) >"$work/build.log" 2>&1 || fail "the build failed; see $work/build.log"
  fi
}

run_suite() {
  local file
  export DBI_DSN="dbi:Pg:dbname=postgres;host=127.0.0.1;port=$1" DBI_USER=postgres DBI_PASS=''
  export PERL_HASH_SEED=0 PERL_PERTURB_KEYS=0 # tests that go over a hash do it in one order
  export DBDPG_TEST_ALWAYS_ENV=1 DBDPG_TEST_NOHELPFILE=1
  for file in "$work"/source/t/*.t; do
    file=$(basename "$file" .t)
    (cd "$work/source" && timeout 300 perl -Iblib/lib -Iblib/arch -It "t/$file.t" >"$2/$file.tap" 2>"$2/$file.err") || true
  done
  python3 "$here/tap.py" "$2"/*.tap >"$2/results.tsv"
}
