package org.offprint.server.config;

import java.net.URI;

/// Where a reader's own library may be read from.
public record InterestSettings(
    @Setting(
            key = "interests.zotero.key",
            def = "",
            form = "[A-Za-z0-9]*",
            expected = "a key of letters and digits",
            text =
                "A key of Zotero that may read the library of `./offprint interests import --zotero`. Without one, only public libraries can be read. It is sent as a header and stands in no address and no log.")
        Secret zoteroKey,
    @Setting(
            key = "interests.zotero.api",
            def = "https://api.zotero.org",
            text = "Where the Web API of Zotero is.")
        URI zoteroApi) {}
