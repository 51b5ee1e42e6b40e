package org.offprint.server.config;

import java.net.URI;

/// What is read besides arXiv.
public record SourcesSettings(
    @Setting(
            key = "ingest.hub",
            def = "",
            form = "|https?://[^\\s,?#@]+( *[, ] *https?://[^\\s,?#@]+)*",
            expected = "addresses separated by commas, such as https://huggingface.co",
            text =
                "Servers whose Daily Papers are followed: Hugging Face, or another Offprint. Their days, votes and submitters become part of this server's. When empty, none is asked.")
        String hub,
    @Setting(
            key = "ingest.hub.days",
            def = "14",
            min = 1,
            max = 5000,
            text =
                "How many days of them. The last fourteen are looked at again as votes come in; a larger number brings older days too, each once.")
        int hubDays,
    @Setting(
            key = "ingest.biorxiv",
            def = "",
            form = "|(bio|med)rxiv(/[a-z_]+)?( *[, ] *(bio|med)rxiv(/[a-z_]+)?)*",
            expected =
                "servers, each with or without a category, such as biorxiv/neuroscience, medrxiv",
            text =
                "What to read of bioRxiv and medRxiv: a whole server, or a category of it with `_` for spaces, such as `biorxiv/cancer_biology`. When empty, they are not asked.")
        String biorxiv,
    @Setting(
            key = "ingest.biorxiv.days",
            def = "5",
            min = 1,
            max = 5000,
            text = "How many days of them, today among them.")
        int biorxivDays,
    @Setting(
            key = "sources.doi",
            def = "https://doi.org",
            text =
                "The resolver that is asked, for BibTeX, about a DOI that a member brings and that is not here.")
        URI doi,
    @Setting(
            key = "ingest.biorxiv.api",
            def = "https://api.biorxiv.org",
            text = "Where the API of bioRxiv and medRxiv is.")
        URI biorxivApi,
    @Setting(
            key = "ingest.openalex.mail",
            def = "",
            form = "|[^\\s@,]+@[^\\s@,]+",
            expected = "a mail address such as admin@example.org",
            text =
                "An address that OpenAlex may write to. With it or a key, OpenAlex is asked how often the papers here are cited.")
        String openalexMail,
    @Setting(
            key = "ingest.openalex.key",
            def = "",
            form = "[\\x21-\\x7E]*",
            expected = "a key without spaces",
            text =
                "A key of OpenAlex: it allows more requests a day than a mail address does. It is sent as a header and stands in no address and no log.")
        Secret openalexKey,
    @Setting(
            key = "ingest.openalex.api",
            def = "https://api.openalex.org",
            text = "Where the API of OpenAlex is.")
        URI openalexApi) {}
