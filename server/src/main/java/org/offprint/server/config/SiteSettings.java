package org.offprint.server.config;

import java.net.URI;

/// How the site speaks of itself.
public record SiteSettings(
    @Setting(
            key = "site.url",
            def = "http://localhost:{server.port}",
            text =
                "The address under which readers reach the site. Feeds, mails and machine-readable pages carry absolute links made from it.")
        URI url,
    @Setting(
            key = "site.name",
            def = "Offprint",
            form = ".*\\S.*",
            expected = "a name of at least one letter",
            text = "The name of the site, in the title of every page, in feeds and in mails.")
        String name,
    @Setting(
            key = "site.contact",
            def = "",
            text =
                "Whom to write to about this site: a mail or web address. It is shown on the page about the site and told to the sources that papers come from.")
        String contact,
    @Setting(
            key = "plugins",
            def = "",
            text =
                "A folder of plug-in jars besides `plugins` in the data folder: papers that a group brings itself. The server reads what they say and runs none of their code. Read at the start.")
        String plugins) {}
