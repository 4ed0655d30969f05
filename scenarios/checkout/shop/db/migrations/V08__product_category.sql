-- Search goes by category and price.
CREATE INDEX product_by_category ON product (category, cents);
