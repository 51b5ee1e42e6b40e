package org.offprint.browser;

/// The other half of the pages.
class OtherPagesTest extends PageWalk {
  OtherPagesTest() {
    super(Half.ODD);
  }
}
