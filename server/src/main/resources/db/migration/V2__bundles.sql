-- What came with the program and was loaded, so that a start with the same file costs nothing.
create table bundle (
  name text primary key,
  digest text not null
);
