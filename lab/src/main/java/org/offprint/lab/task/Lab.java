package org.offprint.lab.task;

/// What an experiment is given: data, and somebody to tell how far it is.
public record Lab(Datasets datasets, Progress progress) {}
