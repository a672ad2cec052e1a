//! Stage 8: the managers' books.
