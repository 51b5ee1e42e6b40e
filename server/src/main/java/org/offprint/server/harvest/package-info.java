/// Papers from other people's servers: the sources, each a small class that says which page to ask
/// for and what the page says, and the harvester that asks, stores and remembers how far it came.
@NullMarked
package org.offprint.server.harvest;

import org.jspecify.annotations.NullMarked;
