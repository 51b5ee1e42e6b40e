-- What programs, mails and other providers let somebody in by. Of every secret only the SHA-256 is kept.
create table token (
  id bigint generated always as identity primary key,
  secret bytea not null unique,
  account bigint not null references account (id),
  name text not null,
  scopes text[] not null,
  created timestamptz not null,
  expires timestamptz not null,
  seen timestamptz
);
create index token_account on token (account);

create table mail_link (
  id bigint generated always as identity primary key,
  secret bytea not null unique,
  account bigint not null references account (id),
  purpose text not null check (purpose in ('enter', 'reset', 'confirm')),
  mail text not null,
  created timestamptz not null,
  expires timestamptz not null,
  used timestamptz
);
create index mail_link_account on mail_link (account);
create index mail_link_expires on mail_link (expires);

-- Who somebody is at a provider: its issuer and what it calls them, which it never gives to another.
create table outside_name (
  issuer text not null,
  subject text not null,
  account bigint not null references account (id),
  created timestamptz not null,
  primary key (issuer, subject)
);
create index outside_name_account on outside_name (account);
