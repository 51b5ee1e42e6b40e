package org.offprint.server.ingest;

/// One form of a paper as a JSON object, told apart by the fields that only it has.
interface JsonForm {
  boolean fits(Fields record);

  Said read(Fields record);
}
