-- Title and abstract of a version that a later one changed; the paper itself has the newest.
create table revision (
  paper text not null references paper (id),
  version int not null,
  title text not null,
  abstract text,
  as_of timestamptz,
  primary key (paper, version)
);
