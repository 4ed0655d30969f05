-- What the shop sells.
CREATE TABLE product (
    sku      text PRIMARY KEY,
    title    text NOT NULL,
    category text NOT NULL,
    cents    bigint NOT NULL CHECK (cents > 0)
);
