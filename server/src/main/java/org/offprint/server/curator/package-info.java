/// Who may start runs, until there are accounts: whoever has the key that lies in the data folder.
@NullMarked
package org.offprint.server.curator;

import org.jspecify.annotations.NullMarked;
