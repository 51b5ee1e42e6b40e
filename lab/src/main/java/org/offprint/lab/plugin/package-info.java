/// What a group implements to bring a paper of its own: a jar in the plug-in folder whose {@link
/// org.offprint.lab.plugin.PaperPlugin} is found through `ServiceLoader`.
@NullMarked
package org.offprint.lab.plugin;

import org.jspecify.annotations.NullMarked;
