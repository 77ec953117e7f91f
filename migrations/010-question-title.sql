-- What the question is about, as a text's key and parameters: shown after it lost its validity.
ALTER TABLE confirmations ADD COLUMN title TEXT;
