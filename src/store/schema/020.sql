-- What people chose in workbooks about the questions that wait, the last of each book and question, and what became of it.
CREATE TABLE book_answer (
    book TEXT NOT NULL,
    review_id INTEGER NOT NULL,
    choice TEXT NOT NULL, -- a number or none; empty where only a comment was written
    comment TEXT NOT NULL,
    outcome TEXT NOT NULL, -- none; applied; changed; outside; torn; late; refused
    words TEXT NOT NULL, -- the chosen answer in words, or why it could not be taken
    decision_id INTEGER,
    PRIMARY KEY (book, review_id)
) WITHOUT ROWID;
