-- What a reader has in a library of their own. Nothing of it is shown to anybody else, and an export holds it only
-- where it was asked for.
create table interest (
  reader text not null,
  key text not null,
  title text not null,
  abstract text,
  authors jsonb not null default '[]',
  added timestamptz,
  source text not null,
  primary key (reader, key)
);
